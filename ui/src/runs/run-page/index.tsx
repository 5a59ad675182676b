/** One run: its path on the canvas beside a timeline. */
export function RunPage() {
  return null;
}
