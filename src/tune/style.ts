/** The style of the page. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --accent: #0a6ed1; }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: Canvas; color: CanvasText; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 8px 16px; border-bottom: 1px solid var(--line); }
h1 { font-size: 16px; margin: 0; }
#bar { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
#settings { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 12px; padding: 12px 16px; }
fieldset { border: 1px solid var(--line); border-radius: 6px; min-width: 0; padding: 6px 12px 10px; }
legend { font-weight: 600; }
label { display: grid; grid-template-columns: 8em 1fr; gap: 6px; align-items: center; margin: 4px 0; }
label > span { overflow-wrap: anywhere; }
.both { display: flex; gap: 6px; }
input, select, button { font: inherit; min-width: 0; }
.both input[type=range] { flex: 1; }
.both input[type=text] { width: 6em; }
input[type=text], select { width: 100%; }
.command { display: flex; gap: 6px; margin-top: 8px; }
.command code { flex: 1; overflow-x: auto; white-space: pre; background: var(--soft); padding: 4px 6px; border-radius: 4px; }
.wrong { color: #c00; min-height: 1.4em; margin: 4px 0 0; }
#pictures { padding: 0 16px 16px; display: grid; gap: 16px; }
.row { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; }
.row h2 { grid-column: 1 / -1; font-size: 14px; margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; min-width: 0; }
.view { height: 320px; overflow: auto; border: 1px solid var(--line); background: var(--soft); }
.view canvas { display: block; }
.view.near canvas { image-rendering: pixelated; }
figcaption { display: flex; justify-content: space-between; gap: 8px; font-variant-numeric: tabular-nums; }
.histogram { width: 100%; height: 64px; display: block; border: 1px solid var(--line); border-top: 0; }
.histogram path { fill: currentColor; }
#status { padding: 0 16px; }
@media (max-width: 760px) { .row { grid-template-columns: repeat(2, minmax(0, 1fr)); } .view { height: 200px; } }
`;
