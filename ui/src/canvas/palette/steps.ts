import type { Language, NodeDescriptor, NodeGroup } from '@linkflow/contracts';
import type { ReachedFrom } from '@linkflow/workflow';
import { fits } from '../model/lanes';

/** The sections of the palette. Data and work stand together: to a marketer both are what is done after the click. */
export const SECTIONS = ['response', 'actions', 'script', 'flow'] as const;
export type Section = (typeof SECTIONS)[number];

const SECTION_OF: Record<NodeGroup, Section | null> = {
  trigger: null,
  response: 'response',
  data: 'actions',
  work: 'actions',
  script: 'script',
  flow: 'flow',
};

export interface StepSection {
  section: Section;
  steps: readonly NodeDescriptor[];
}

/**
 * What can be added, by section, as far as it fits the words typed and the place.
 * @param at the lanes of the place; absent for the palette, which offers everything
 */
export function stepSections(
  catalogue: readonly NodeDescriptor[],
  language: Language,
  query: string,
  at?: ReachedFrom,
): StepSection[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const wanted = (descriptor: NodeDescriptor): boolean => {
    if (at && !fits(descriptor, at)) return false;
    const title = fold(descriptor.title[language]);
    const all = `${title} ${fold(descriptor.summary[language])} ${descriptor.type}`;
    return words.every((word) => all.includes(word));
  };
  return SECTIONS.map((section) => ({
    section,
    steps: catalogue.filter((descriptor) => SECTION_OF[descriptor.group] === section && wanted(descriptor)),
  })).filter(({ steps }) => steps.length > 0);
}

/** Lower case without marks, so that `mote` finds `møte` on a keyboard without ø. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae');
}
