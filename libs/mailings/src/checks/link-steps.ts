import type { Ref, Text } from '@linkflow/contracts';
import { listed, phrase, quoted } from '@linkflow/contracts';
import { areOpposed, type NodeEffect } from '@linkflow/workflow';

/** One step of the workflow of a link. */
export interface LinkStep {
  nodeId: string;
  /** What it does, in words. */
  sentence: Text;
  effects: readonly NodeEffect[];
  /** The ids of the steps that can come after it. */
  followedBy: ReadonlySet<string>;
}

/** A published version of a link. */
export interface LinkVersion {
  linkId: string;
  number: number;
}

/** What one click on a link does. The app provides it; it is an abstract class, so that it is also its injection token. */
export abstract class LinkSteps {
  /** The steps of each version, by link, in the order in which they come. */
  abstract of(versions: readonly LinkVersion[]): Promise<ReadonlyMap<string, readonly LinkStep[]>>;
}

/** A link with the steps of its version. */
export interface LinkWithSteps {
  link: Ref;
  steps: readonly LinkStep[];
}

/** Steps that undo or overwrite each other, in one link or in several. */
export interface LinkConflict {
  links: Ref[];
  text: Text;
}

const WITHIN: Text = {
  en: 'A click on {link} first does this: {first}. Then it does this: {second}. The later step decides',
  nb: 'Et klikk på {link} gjør først dette: {first}. Så gjør det dette: {second}. Det siste steget avgjør',
};
const BETWEEN: Text = {
  en: 'Links override each other: {links}. For those who click several of them, the last click decides',
  nb: 'Koblinger overstyrer hverandre: {links}. For dem som klikker på flere av dem, er det siste klikket som avgjør',
};
const LINK_AND_STEP: Text = { en: '{link} ({sentence})', nb: '{link} ({sentence})' };

/** Most links that a conflict names. */
const MAX_NAMED = 8;

/** The steps that add and remove the same interest, selection or project, or set the same field to different values. */
export const conflictsOf = (links: readonly LinkWithSteps[]): LinkConflict[] => [
  ...links.flatMap(conflictsWithin),
  ...conflictsBetween(links),
];

/** At most one conflict per interest, selection, project or field. */
function conflictsWithin({ link, steps }: LinkWithSteps): LinkConflict[] {
  const found = new Map<string, LinkConflict>();
  for (const { step: first, effect } of effectsIn(steps)) {
    if (found.has(targetOf(effect))) continue;
    const second = steps.find(
      ({ nodeId, effects }) =>
        first.followedBy.has(nodeId) && effects.some((other) => areOpposed(effect, other)),
    );
    if (!second) continue;
    const text = phrase(WITHIN, {
      link: quoted(link.name),
      first: first.sentence,
      second: second.sentence,
    });
    found.set(targetOf(effect), { links: [link], text });
  }
  return [...found.values()];
}

function conflictsBetween(links: readonly LinkWithSteps[]): LinkConflict[] {
  const byTarget = new Map<string, { link: Ref; sentence: Text; effect: NodeEffect }[]>();
  for (const { link, steps } of links) {
    for (const { step, effect } of effectsIn(steps)) {
      const same = byTarget.get(targetOf(effect)) ?? [];
      byTarget.set(targetOf(effect), [...same, { link, sentence: step.sentence, effect }]);
    }
  }
  return [...byTarget.values()].flatMap((all) => {
    const opposed = all.filter(({ link, effect }) =>
      all.some((other) => other.link.id !== link.id && areOpposed(effect, other.effect)),
    );
    if (opposed.length === 0) return [];
    const named = opposed
      .slice(0, MAX_NAMED)
      .map(({ link, sentence }) => phrase(LINK_AND_STEP, { link: quoted(link.name), sentence }));
    const unique = new Map(opposed.map(({ link }) => [link.id, link]));
    return [{ links: [...unique.values()], text: phrase(BETWEEN, { links: listed(named, 'and') }) }];
  });
}

const effectsIn = (steps: readonly LinkStep[]): { step: LinkStep; effect: NodeEffect }[] =>
  steps.flatMap((step) => step.effects.map((effect) => ({ step, effect })));

const targetOf = ({ kind, id }: NodeEffect): string => `${kind}:${id}`;
