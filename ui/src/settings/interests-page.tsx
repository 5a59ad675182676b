export function InterestsPage() {
  return null;
}
