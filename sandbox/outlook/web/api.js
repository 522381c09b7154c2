/** A call of the page's own backend; rejects with what it said. */
export async function api(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : undefined;
  if (!response.ok)
    throw Object.assign(new Error(answer?.error ?? `The page's server answered ${response.status}.`), {
      status: response.status,
      answer,
    });
  return answer;
}
