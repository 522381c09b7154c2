const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');
const note = Buffer.from('Document properties of the library were written into this file by the sandbox.');

export const isOfficeFile = (name: string): boolean => /\.(docx|docm|dotx|xlsx|xlsm|xltx|pptx|pptm|potx)$/i.test(name);

/** The file as SharePoint hands it back: it still opens, but size and hash are others. Twice changes nothing more. */
export function rewriteOfficeFile(bytes: Buffer): Buffer {
  if (bytes.subarray(-note.length).equals(note)) return bytes;
  const at = bytes.lastIndexOf(endOfDirectory);
  if (at < 0 || at + 22 !== bytes.length) return Buffer.concat([bytes, note]);
  const out = Buffer.concat([bytes, note]);
  out.writeUInt16LE(note.length, at + 20); // a zip file may end in a comment
  return out;
}
