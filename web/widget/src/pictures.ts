import type { Attachment } from "./types";

/** What the gateway takes as a picture; it looks at the bytes again itself. */
export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const LARGEST = 5_000_000; // bytes
const SIDE = 240; // px that a picture has at most in the conversation

/** The text that says why a file cannot be sent, or null where it can. */
export function pictureProblem(file: File): "pictureType" | "pictureSize" | null {
  if (!PICTURE_TYPES.includes(file.type)) return "pictureType";
  return file.size > LARGEST ? "pictureSize" : null;
}

const previews = new WeakMap<File, string>();

/** An address of the file within this page, so that it is seen before the gateway has it. */
export function previewOf(file: File): string {
  const known = previews.get(file) ?? URL.createObjectURL(file);
  previews.set(file, known);
  return known;
}

/** How large a picture is drawn, so that its place is kept until it is there. */
export function drawnSize({ width, height }: Partial<Attachment>): { width: number; height: number } | null {
  if (!width || !height) return null;
  const scale = Math.min(1, SIDE / width, SIDE / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
