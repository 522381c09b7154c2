const svg = (paths) => `<svg viewBox="0 0 20 20" aria-hidden="true">${paths}</svg>`;
export const icons = {
  moon: svg('<path d="M16 12.5A7 7 0 0 1 7.5 4a7 7 0 1 0 8.5 8.5z"/>'),
  sun: svg(
    '<circle cx="10" cy="10" r="3.2"/><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.4 1.4M14.1 14.1l1.4 1.4M4.5 15.5l1.4-1.4M14.1 5.9l1.4-1.4"/>',
  ),
  faults: svg('<path d="M10 3 2.5 16.5h15z"/><path d="M10 8.5v3.5M10 14.3v.1"/>'),
  pin: svg('<path d="M7 3h6l-.8 5 2.3 3H5.5l2.3-3zM10 11v6"/>'),
  close: svg('<path d="M5 5l10 10M15 5 5 15"/>'),
  back: svg('<path d="M12 4 6 10l6 6"/>'),
  clip: '<svg class="clip" viewBox="0 0 20 20" role="img" aria-label="Has attachments"><path d="M14.5 9.5 9.6 14.4a3.2 3.2 0 0 1-4.5-4.5l6-6a2.1 2.1 0 0 1 3 3l-6 6a1 1 0 0 1-1.500-1.500l4.900-4.900"/></svg>',
};
