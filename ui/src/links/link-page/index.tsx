/** One tracked link: its workflow, clicks, runs and versions. */
export function LinkPage() {
  return null;
}
