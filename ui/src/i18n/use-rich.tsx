import { Fragment, useCallback, type ReactNode } from 'react';
import { useTexts, type Area, type TextKey } from './texts';

/** Stands in a sentence where a node of the page comes; nobody types it. */
const MARK = '\u0001';

/** A sentence with its gaps kept apart: `['klikk på ', 'link', ' i ', 'mailing']`, every second one a gap. */
export function splitAtGaps(sentence: string): string[] {
  return sentence.split(MARK);
}

/**
 * Sentences with links or marks in them: `rich('source.run', { link: <Link …/> })`. The parts that are put in are
 * never read as markup, whatever name somebody gave a link.
 */
export function useRich<T>(area: Area<T>): (key: TextKey<T>, parts: Record<string, ReactNode>) => ReactNode {
  const t = useTexts(area);
  return useCallback(
    (key, parts) => {
      const gaps = Object.fromEntries(Object.keys(parts).map((name) => [name, MARK + name + MARK]));
      return splitAtGaps(t(key, gaps)).map((piece, index) => (
        // The pieces of one sentence never change places.
        <Fragment key={index}>{index % 2 === 1 ? parts[piece] : piece}</Fragment>
      ));
    },
    [t],
  );
}
