export function SelectionsPage() {
  return null;
}
