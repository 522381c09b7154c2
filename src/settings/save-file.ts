import { saveBlob } from '../ui/save-blob.js';

/** Hands a text to the browser as a file of this name. */
export const saveFile = (name: string, text: string, type: string): void => saveBlob(name, new Blob([text], { type }));
