/** Asks again and again until the answer is wanted; fails with the last answer when the time is over. */
export async function until<T>(
  ask: () => Promise<T> | T,
  isWanted: (answer: T) => boolean,
  limitMs = 180_000,
): Promise<T> {
  for (const end = Date.now() + limitMs; ;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`It did not come within ${limitMs} ms; last seen: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
