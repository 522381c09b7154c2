import { useEffect, useState } from 'react';

const everyMs = 30_000;

/** The time, looked at now and then: for what begins or ends while a page is open. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
