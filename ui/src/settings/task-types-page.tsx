export function TaskTypesPage() {
  return null;
}
