/**
 * The same function, which remembers what it gave for the latest arguments, `most` of them at least and twice as many at most. For pure
 * functions that are asked the same again and again, as about the addresses of a mailbox.
 */
export function remembered<T>(most: number, work: (text: string) => T): (text: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const answer = old.get(text) ?? work(text);
    if (young.size >= most) {
      old = young;
      young = new Map<string, T>();
    }
    young.set(text, answer);
    return answer;
  };
}
