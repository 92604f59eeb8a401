/** One style sheet for all pages, inline because the pages ask for nothing else. Contrast is 4.5:1 or better in both schemes. */
export const style = `
:root { color-scheme: light dark; --ink: #1a1f36; --soft: #4f566b; --paper: #fff; --ground: #f4f6fa; --line: #c3c9d6;
  --accent: #0b5fd7; --on-accent: #fff; --bad: #b3123a; --bad-ground: #fdecf0; --test: #6b4400; --test-ground: #fff3d6 }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f8; --soft: #b4bccf; --paper: #1b2130; --ground: #10141e;
  --line: #4a5368; --accent: #7db2ff; --on-accent: #0b1526; --bad: #ff9db3; --bad-ground: #3a1822; --test: #ffd98a;
  --test-ground: #33290f } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
.test { margin: 0; padding: .375rem 1rem; background: var(--test-ground); color: var(--test); font-size: .875rem;
  text-align: center }
main { max-width: 60rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; display: grid; gap: 1.5rem }
main.narrow { max-width: 32rem }
main.full { max-width: 80rem }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; background: var(--paper); font-size: .875rem }
th, td { text-align: left; padding: .5rem .625rem; border: 1px solid var(--line); vertical-align: middle }
.id { font-family: ui-monospace, monospace; font-size: .75rem; overflow-wrap: anywhere; min-width: 12rem }
.deeds form { display: inline-block; margin: 0 .25rem .25rem 0 }
.small { min-height: 2rem; padding: .25rem .625rem; background: transparent; color: inherit;
  border: 1px solid var(--soft) }
h1 { margin: 0; font-size: 1.25rem; line-height: 1.3 }
h2 { margin: 0 0 .75rem; font-size: 1rem }
p { margin: .5rem 0 }
a { color: var(--accent) }
.ways { margin: 1.25rem 0 0 }
.seller, .soft { color: var(--soft) }
.total { font-size: 2.25rem; font-weight: 650; line-height: 1.2; margin: .25rem 0 1rem; overflow-wrap: anywhere }
.items { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line) }
.items li { display: flex; justify-content: space-between; gap: 1rem; padding: .625rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
.items .amount { white-space: nowrap; font-variant-numeric: tabular-nums }
.items .sum { font-weight: 650 }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem }
.field { margin: 0 0 1rem }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem }
label { display: block; font-weight: 600; margin: 0 0 .25rem }
input { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem }
input::placeholder { color: var(--soft); opacity: 1 }
input[readonly] { background: var(--ground) }
input[aria-invalid] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad) }
.wrong { color: var(--bad); font-size: .875rem; margin: .25rem 0 0 }
.alert { background: var(--bad-ground); color: var(--bad); border-radius: .5rem; padding: .75rem; margin: 0 0 1rem }
button { font: inherit; min-height: 2.75rem; border-radius: .5rem; cursor: pointer }
.main { width: 100%; border: 0; padding: .625rem 1rem; font-weight: 650; background: var(--accent);
  color: var(--on-accent) }
.other { width: 100%; padding: .625rem 1rem; margin-top: .75rem; background: transparent; color: inherit;
  border: 1px solid var(--soft) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
details { margin-top: 1.25rem }
summary { cursor: pointer; min-height: 2rem; font-weight: 600 }
.hints { list-style: none; margin: .5rem 0 0; padding: 0; display: grid; gap: .5rem }
.hints button { width: 100%; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .75rem;
  text-align: left; padding: .5rem .75rem; background: transparent; color: inherit; border: 1px solid var(--line) }
.hints .number { font-variant-numeric: tabular-nums; white-space: nowrap }
@media (min-width: 48rem) { main { grid-template-columns: 1fr 1fr; gap: 3rem; padding-top: 3rem }
  main.narrow, main.full { grid-template-columns: 1fr } }
`
