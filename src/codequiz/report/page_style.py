"""The style sheet of the report page: light and dark by the reader's system, light on paper, one column on a phone."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --soft: #5c6670; --rule: #d5dade; --card: #f5f7f8;
  --right: #1f6feb; --band: #1f6feb33; --wrong: #c2410c; --blank: #59626b; --look: #b4c0cf; --mark: #1c2024; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #14181c; --ink: #e8ebee; --soft: #a3adb6;
  --rule: #39424a; --card: #1d2329; --right: #6ea8fe; --band: #6ea8fe33; --wrong: #fb923c; --blank: #b9c2ca;
  --look: #4a5b72; --mark: #e8ebee; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0.5rem 0 0; } h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 0 0 0.25rem; }
p { margin: 0.4rem 0; max-width: 44rem; } .soft, figcaption { color: var(--soft); font-size: 0.9rem; }
.headline { background: var(--card); border-radius: 8px; padding: 1rem; }
.headline strong { font-size: 1.9rem; line-height: 1.2; display: block; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem; }
figure { margin: 0; break-inside: avoid; } svg.chart { width: 100%; height: auto; display: block; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.grid { stroke: var(--rule); stroke-width: 0.6; } .axis { stroke: var(--rule); }
.reference { stroke: var(--ink); stroke-dasharray: 5 4; fill: none; }
.mark { stroke: var(--mark); stroke-dasharray: 3 2; }
.line { stroke: var(--right); stroke-width: 2; fill: none; } .dot, .value { fill: var(--right); }
.band, .range { fill: var(--band); } .right { fill: var(--right); } .wrong { fill: var(--wrong); }
.blank { fill: var(--blank); } .look { fill: var(--look); }
svg.interval { width: 100%; min-width: 5rem; height: 1rem; display: block; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { text-align: left; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--rule);
  vertical-align: middle; }
th { color: var(--soft); font-weight: 600; }
.n { text-align: right; font-variant-numeric: tabular-nums; } td.n, td.wide { white-space: nowrap; }
.scroll + .scroll, .soft + .scroll { margin-top: 1rem; } th { vertical-align: bottom; }
.legend { white-space: nowrap; }
.key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin: 0 0.3em 0 0.4em; }
.key.right { background: var(--right); } .key.wrong { background: var(--wrong); } .key.look { background: var(--look); }
.key.blank { background: var(--blank); }
@media screen and (max-width: 34rem) { .wide { display: none; } body { padding: 0.75rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } .scroll { overflow: visible; }
  table { font-size: 8.5pt; } tr { break-inside: avoid; } .short { break-inside: avoid; }
  h2, h3, p.soft { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
