/** Where the browser to test with is; undefined when there is none. */
export function findBrowser(): Promise<string | undefined>;
