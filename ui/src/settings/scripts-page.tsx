export function ScriptsPage() {
  return null;
}
