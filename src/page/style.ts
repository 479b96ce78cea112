/** How the page looks: at any width, light and dark, on paper. */
export const style = `
:root{color-scheme:light dark;--ink:#1c1c1e;--soft:#5c5c63;--line:#d9d9de;--paper:#fff;--card:#f5f5f7;--accent:#0a5fc4;--work:#2f7d4f;--bad:#b3261e;--before:#8f8f98;--theft:#c75b00}
@media screen and (prefers-color-scheme:dark){:root{--ink:#ececf0;--soft:#a6a6b0;--line:#3a3a40;--paper:#161618;--card:#222226;--accent:#7db4ff;--work:#58b982;--bad:#ff8a80;--before:#6f6f79;--theft:#ffa24d}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0 auto;max-width:1280px;padding:16px;font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:28px 0 8px}
p{margin:6px 0;color:var(--soft)}a{color:var(--accent)}
.notes li{overflow-wrap:anywhere}.notes .warning{color:var(--bad);font-weight:600}
.totals{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:8px;margin:0}
.totals div{background:var(--card);border-radius:8px;padding:8px 12px}.totals dt{color:var(--soft);font-size:.85rem}.totals dd{margin:0;font-size:1.2rem;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;margin:12px 0;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft)}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);text-align:left;font-weight:400;vertical-align:top}thead th{color:var(--soft);font-size:.85rem}
td.name,.failures .name{overflow-wrap:anywhere;max-width:32em;white-space:pre-wrap}.wide{overflow-x:auto}
.failures{padding-left:18px}.failures .name{font-weight:600}
.strip{min-width:200px;width:60%}.strip svg{display:block;width:100%;height:18px}
.life{fill:var(--line)}.idle{fill:var(--card)}.work{fill:var(--work)}.theft{fill:var(--theft)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
button,input,select{font:inherit;color:inherit}
button{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:3px 10px;cursor:pointer}
button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--paper)}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
#app{display:grid;grid-template-columns:220px minmax(0,1fr);gap:16px}#app[hidden]{display:none}
#app h2,.tools{grid-column:1/-1}.tools{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.tools input,.tools select{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:4px 8px}.tools input{flex:1 1 160px;min-width:0}
#sidebar fieldset{border:0;margin:0 0 12px;padding:0;min-width:0}#sidebar legend{padding:0;color:var(--soft);font-size:.85rem}
.bars{display:flex;align-items:flex-end;height:56px;gap:1px;border-bottom:1px solid var(--line)}.bars>*{flex:1;min-width:0}
.bars button{position:relative;height:100%;padding:0;border:0;border-radius:0;background:none}
.bars button::after{content:"";position:absolute;inset:auto 0 0;height:calc(var(--share)*100%);background:var(--before)}
.bars button:hover::after,.bars button[aria-pressed=true]::after{background:var(--accent)}
.ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.75rem}
.grid{border:1px solid var(--line);border-radius:8px;overflow:hidden}
#head,.row{display:grid;grid-template-columns:150px minmax(120px,1fr) 60px 110px 120px 120px 130px 70px;gap:8px;align-items:center;padding:0 8px}
#head{padding:4px 8px;border-bottom:1px solid var(--line);font-size:.85rem;color:var(--soft)}#head button{border:0;background:none;padding:2px 0;text-align:left}
#head [aria-sort=ascending] button::after{content:" \\2191"}#head [aria-sort=descending] button::after{content:" \\2193"}
#rows{height:70vh;overflow-y:auto;position:relative}#spacer{position:relative}
.row{position:absolute;left:0;right:0;height:56px;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;font-size:.9rem}
.row .figure{white-space:pre-line}.row .name{overflow:hidden;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow-wrap:anywhere;white-space:pre-wrap}
.row.failed .figure:nth-child(3){color:var(--bad)}
.pictures{display:flex;gap:4px;height:48px}.pictures img{width:71px;height:48px;object-fit:cover;border-radius:3px}
dialog{width:min(1000px,calc(100vw - 16px));max-height:calc(100vh - 16px);border:1px solid var(--line);border-radius:10px;padding:12px 16px;color:var(--ink);background:var(--paper)}
dialog::backdrop{background:#000a}.bar{display:flex;gap:6px;align-items:flex-start}.bar h2{flex:1;margin:0;overflow-wrap:anywhere;max-height:6em;overflow-y:auto;white-space:pre-wrap}
.modes{display:flex;gap:6px;margin:10px 0}
.stage{position:relative;display:grid;margin-bottom:8px}.stage figure,.charts figure{margin:0}.stage img{display:block;width:100%;max-height:60vh;object-fit:contain;background:var(--card)}
.stage.side{grid-template-columns:1fr 1fr;gap:8px}.stage.slider figure,.stage.blink figure{grid-area:1/1}
.stage.slider .after img{clip-path:inset(0 0 0 var(--cut))}.stage.slider{touch-action:pan-y;cursor:ew-resize;user-select:none}.stage.slider .after{pointer-events:none}.stage.slider img{-webkit-user-drag:none}.stage.slider figcaption{display:none}
.stage.slider input{grid-area:2/1;width:100%;margin:8px 0}
.stage.blink .before{visibility:hidden}.stage.blink.swapped .before{visibility:visible}.stage.blink.swapped .after{visibility:hidden}
figcaption{color:var(--soft);font-size:.85rem}
dialog dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:6px;margin:8px 0}dialog dt{color:var(--soft);font-size:.85rem}dialog dd{margin:0;white-space:pre-line}
dialog dl{grid-auto-flow:dense}dialog dt{margin-bottom:-6px}
.charts{display:flex;flex-wrap:wrap;gap:16px}.charts figure{flex:1 1 240px}.charts svg{display:block;width:100%;height:180px;background:var(--card)}
svg .before{fill:var(--before)}svg .after,svg .curve{fill:none;stroke:var(--accent);stroke-width:1.5;vector-effect:non-scaling-stroke}svg .even{stroke:var(--line);fill:none}
svg .plane0{stroke:#d33}svg .plane1{stroke:#2a2}svg .plane2{stroke:#36f}
.failure{color:var(--bad)}
@media (max-width:720px){body{padding:10px}#app{grid-template-columns:minmax(0,1fr)}#sidebar{grid-column:1;display:grid;grid-template-columns:1fr 1fr;gap:8px}
#head{display:flex;flex-wrap:wrap}#head>:first-child{display:none}.row{grid-template-columns:104px minmax(0,1fr) auto}.row .figure{display:none}.row .figure:nth-child(3){display:block}.pictures img{width:50px}
.strip{min-width:120px;width:40%}th,td{padding-right:8px}}
@media print{:root{color-scheme:light}#app,dialog,noscript{display:none!important}body{max-width:none}section{break-inside:auto}tr{break-inside:avoid}}
`;
