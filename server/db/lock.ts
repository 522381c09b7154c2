import fs from 'node:fs';
import path from 'node:path';

/**
 * Takes the folder of the embedded database for this process. Two processes could open it at once and neither would
 * notice, so the second is refused. A lock left by a process that was killed is recognised and taken over.
 */
export function lockFolder(folder: string): () => void {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, '.lock');
  const mine = `${process.pid} ${startOf(process.pid)}`;
  try {
    fs.writeFileSync(file, mine, { flag: 'wx' });
  } catch {
    const [pid = '', ...start] = fs.readFileSync(file, 'utf8').split(' ');
    if (Number(pid) !== process.pid && isRunning(Number(pid)) && startOf(Number(pid)) === start.join(' '))
      throw new Error(
        `The database folder ${folder} is in use by process ${pid}. Stop it first, or use another folder (DATA_DIR), or PostgreSQL (DATABASE_URL) for several processes.`,
      );
    fs.writeFileSync(file, mine);
  }
  return () => {
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === mine) fs.rmSync(file);
  };
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false; // its owner was killed before it had written its number
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, where the system tells: a number used again must not look like the old owner. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? 'gone' : (rest[18] ?? '');
  } catch {
    return '';
  }
}
