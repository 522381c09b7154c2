import fs from 'node:fs';

const ticksPerSecond = 100;

/** Seconds of processor that a process has used since it began. Needs /proc. */
export function usageOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The largest resident memory of a process since the last `forget`, looked at five times a second. */
export function watchMemory(pid: number) {
  let largest = 0;
  const look = () => {
    const read = /VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    largest = Math.max(largest, Number(read?.[1] ?? 0));
  };
  look();
  const timer = setInterval(look, 200);
  return {
    largestMb: () => Math.round(largest / 1024),
    forget() {
      largest = 0;
      look();
    },
    stop: () => clearInterval(timer),
  };
}
