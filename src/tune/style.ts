/** The style of the page. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --wrong: light-dark(#b00000, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: Canvas; color: CanvasText; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 8px 16px; }
h1 { font-size: 16px; margin: 0; }
#bar { display: flex; gap: 6px; align-items: center; }
#bar label { display: flex; margin: 0; }
#status { margin: 0 0 0 auto; opacity: 0.8; }
#settings { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px; padding: 0 16px 10px; background: Canvas;
  border-bottom: 1px solid var(--line); }
fieldset { border: 1px solid var(--line); border-radius: 6px; min-width: 0; margin: 0; padding: 4px 12px 8px; }
legend { font-weight: 600; }
label { display: grid; grid-template-columns: 6em minmax(0, 1fr); gap: 6px; align-items: center; margin: 3px 0; }
.numbers { display: flex; gap: 6px; align-items: center; min-width: 0; }
.numbers > div { flex: 1; min-width: 0; display: flex; gap: 6px; }
input, select, button { font: inherit; min-width: 0; }
input[type=range] { flex: 1; width: 100%; margin: 0; }
input[type=text] { width: 6em; }
label > select { width: 100%; }
.command { display: flex; gap: 6px; margin-top: 6px; }
.command code { flex: 1; min-width: 0; overflow-x: auto; white-space: pre; background: var(--soft); padding: 4px 6px; border-radius: 4px; }
.wrong { color: var(--wrong); margin: 4px 0 0; overflow-wrap: anywhere; }
.wrong:empty { display: none; }
#pictures { padding: 10px 16px 16px; display: grid; gap: 16px; }
.row { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; }
.row h2 { grid-column: 1 / -1; font-size: 14px; margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
figure { margin: 0; min-width: 0; display: flex; flex-direction: column; }
figcaption { flex: 1; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 8px; font-variant-numeric: tabular-nums; }
.view { width: 100%; max-height: 60vh; overflow: auto; border: 1px solid var(--line); background: var(--soft); cursor: grab; }
.view:active { cursor: grabbing; }
.view > div { margin: 0 auto; }
.view canvas { display: block; position: sticky; left: 0; top: 0; }
.histogram { width: 100%; height: 64px; display: block; border: 1px solid var(--line); border-top: 0; }
.histogram path { fill: currentColor; }
@media (min-width: 1000px) and (min-height: 700px) { #settings { position: sticky; top: 0; z-index: 1; } }
@media (max-width: 760px) {
  #settings { grid-template-columns: none; grid-auto-flow: column; grid-auto-columns: 88%; overflow-x: auto; scroll-snap-type: x proximity; }
  fieldset { scroll-snap-align: center; }
  .row { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
`;
