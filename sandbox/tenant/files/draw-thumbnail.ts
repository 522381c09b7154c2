import { png } from '../documents.js';

const colours: Record<string, [number, number, number]> = {
  pdf: [178, 48, 42],
  docx: [36, 84, 160],
  xlsx: [30, 112, 66],
  pptx: [190, 82, 36],
};

/** A picture in the colour of the file's kind, three by four; what a renderer would draw is not imitated. */
export const drawThumbnail = (name: string, edge: number): Buffer =>
  png(
    edge,
    Math.max(1, Math.round(edge * 0.75)),
    colours[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? [120, 120, 128],
  );
