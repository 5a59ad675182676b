export function RouteFailure() {
  return null;
}
