import { LINK_GROUPS, type LabelledDelivery, type LinkGroup, type Part } from './delivery';
import { drawFrom, seedOf, type Draw } from './draw';
import { CLICK_CHECKS } from './families/click-checks';
import { OTHER_MACHINES } from './families/other-machines';
import { PEOPLE } from './families/people';
import { SANDBOX_FAMILIES } from './families/sandboxes';
import { SCANS } from './families/scans';
import { addressPool } from './networks';
import type { Family, Mail } from './story';

/** The seed of the corpus that the tests use. */
export const CORPUS_SEED = 14;

const DEFAULT_COUNT = 20;
const ADDRESSES_OF_A_MAILING = 3;

const FAMILIES: Family[] = [...SCANS, ...SANDBOX_FAMILIES, ...CLICK_CHECKS, ...OTHER_MACHINES, ...PEOPLE];

const LINKS: Record<LinkGroup, [number, number]> = { '1': [1, 1], '2–4': [2, 4], '5–30': [5, 30] };

/** Generates the deliveries of all families. The same seed gives the same deliveries. */
export const generateCorpus = (seed = CORPUS_SEED, part?: Part): LabelledDelivery[] =>
  tellFamilies(
    FAMILIES.filter((family) => part === undefined || family.part === part),
    seed,
  );

/** Tells each family several times for each group of messages. */
export function tellFamilies(families: readonly Family[], seed: number): LabelledDelivery[] {
  return families.flatMap((family) =>
    (family.groups ?? LINK_GROUPS).flatMap((group) => {
      const draw = drawFrom(seed ^ seedOf(`${family.part}/${family.name}/${family.source}/${group}`));
      const sharedAddress = addressPool(draw, ADDRESSES_OF_A_MAILING);
      return Array.from({ length: countOf(family, group) }, (_, index) =>
        tell(draw, family, { group, index, sharedAddress }),
      );
    }),
  );
}

function countOf({ count = DEFAULT_COUNT }: Family, group: LinkGroup): number {
  return group === '5–30' ? Math.ceil(count / 2) : count;
}

/** Which delivery of a mailing is told. */
interface Place extends Pick<Mail, 'sharedAddress'> {
  group: LinkGroup;
  index: number;
}

function tell(draw: Draw, family: Family, { group, index, sharedAddress }: Place): LabelledDelivery {
  const mail = { ...drawMail(draw, family, group), sharedAddress };
  const steps = family.tell(draw, mail).toSorted((one, other) => one.request.t - other.request.t);
  const key = seedOf(`${family.part}/${family.name}/${family.source}`).toString(36);
  return {
    id: `${key}-${group.slice(0, 1)}-${index}`,
    links_in_mail: mail.links,
    has_hidden_link: mail.hasHidden,
    confirm_links: mail.confirmLinks,
    mailing: `${key}-${group.slice(0, 1)}`,
    sent_offset: Math.round(draw.between(0, 1_800) * 10) / 10,
    delivered_at: 0,
    requests: steps.map(({ request }) => request),
    label: {
      family: family.name,
      source: family.source,
      part: family.part,
      truth: steps.map(({ sender }) => sender),
      ...(family.indistinguishable === true && { indistinguishable: true }),
      ...(family.plainHttp === true && { plainHttp: true }),
    },
  };
}

function drawMail(draw: Draw, { confirm, hidden }: Family, group: LinkGroup): Omit<Mail, 'sharedAddress'> {
  const [from, to] = LINKS[group];
  const links = Math.floor(draw.logBetween(from, to + 1));
  const confirmed = confirm ?? draw.chance(0.25);
  return {
    links,
    hasHidden: hidden ?? draw.chance(0.15),
    confirmLinks: confirmed ? [0] : [],
  };
}
