// The least an add-in can do; npm run bench measures the pane beside it.
window.Office.onReady(() => window.performance.mark('bare:ready'));
