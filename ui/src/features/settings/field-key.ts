const LETTERS: Record<string, string> = { æ: 'ae', ø: 'o', å: 'a', ä: 'a', ö: 'o', ü: 'u', ß: 'ss' };

/** A key for a field from its name: `Kunde siden` is `x_kunde_siden`. Empty while the name has no letter or digit. */
export function keyFromName(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[æøåäöüß]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return words === '' ? '' : `x_${words}`;
}

export function isFieldKey(key: string): boolean {
  return /^x_[a-z0-9_]{1,60}$/.test(key);
}
