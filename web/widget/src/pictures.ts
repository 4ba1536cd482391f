/** What the gateway takes as a picture; it looks at the bytes again itself. */
export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const LARGEST = 5_000_000; // bytes

/** Why a file cannot be sent, or null where it can. */
export function pictureProblem(file: File): "type" | "size" | null {
  if (!PICTURE_TYPES.includes(file.type)) return "type";
  return file.size > LARGEST ? "size" : null;
}
