// Entra came back after consent; the page around takes it from here.
const query = new URLSearchParams(location.search);
parent.postMessage(
  { kind: 'consent', ok: query.has('code'), error: query.get('error'), description: query.get('error_description') },
  location.origin,
);
