/** What the API will take as an address: http or https, a host, nobody's name and password. The API has the last word. */
export function looksLikeWebAddress(value: string): boolean {
  const text = value.trim();
  if (!/^https?:\/\//i.test(text) || text.length > 4000) return false;
  try {
    const url = new URL(text);
    return url.hostname !== '' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}
