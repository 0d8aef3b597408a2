import { markup } from "./markup";

export const style = markup`
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; flex: 1 1 18rem; }
figcaption { opacity: 0.8; font-size: 0.9rem; }
img { width: 100%; display: block; }
.legend { display: flex; align-items: center; gap: 0.5rem; margin: 1rem 0; }
.bar { flex: 1; height: 0.8rem; border: 1px solid; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8886; }
th { white-space: nowrap; }
td, dd { overflow-wrap: anywhere; }
td:nth-child(n + 2) { font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.5rem; margin: 0; }
dt { opacity: 0.8; }
dd { margin: 0; }
`;
