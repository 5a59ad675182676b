import { describe, expect, it } from 'vitest';
import { csvLine } from './csv';

describe('a line of a CSV file', () => {
  it('quotes every cell', () => {
    expect(csvLine(['Kari; Ola', 'the "best"', ''])).toBe('"Kari; Ola";"the ""best""";""\r\n');
  });

  it.each(['=1+1', '+47 99', '-1', '@sum', '\tx'])('does not let %j be a formula', (cell) => {
    expect(csvLine([cell])).toBe(`"'${cell}"\r\n`);
  });
});
