import fs from 'node:fs';
import path from 'node:path';

/** Every file below a folder in which one of the texts stands, read byte by byte as whoever copies the disk would. */
export const filesWith = (folder: string, texts: string[]): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((it) => path.join(folder, it))
    .filter((file) => {
      const bytes = read(file);
      return bytes !== undefined && texts.some((it) => bytes.includes(it));
    });

/** A database makes and removes files while they are looked through. */
function read(file: string): Buffer | undefined {
  try {
    return fs.statSync(file).isFile() ? fs.readFileSync(file) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
