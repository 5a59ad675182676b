import { describe, expect, it } from 'vitest';
import type { ClickRequest, LabelledDelivery, Sender } from './delivery';
import { evaluate, type JudgedDelivery, type Verdict } from './evaluation';
import { printTable } from './table';

const request = (kind: ClickRequest['kind']): ClickRequest => ({
  t: 1,
  link: 0,
  method: kind === 'head' ? 'HEAD' : 'GET',
  kind,
  headers: {},
  ip: '198.18.0.1',
  asn: 0,
  net_list: 'unknown',
});

type Case = [kind: ClickRequest['kind'], sender: Sender, first: Verdict, final: Verdict];

function delivery(links: number, cases: Case[], more: Partial<LabelledDelivery['label']> = {}) {
  const id = `${links}-${cases.join('-')}`;
  const labelled: LabelledDelivery = {
    id,
    links_in_mail: links,
    has_hidden_link: false,
    confirm_links: [],
    mailing: 'm',
    sent_offset: 0,
    delivered_at: 0,
    requests: cases.map(([kind]) => request(kind)),
    label: { family: 'scan', source: '', part: 'open', truth: cases.map(([, sender]) => sender), ...more },
  };
  const judged: JudgedDelivery = {
    id,
    first: cases.map(([, , first]) => first),
    final: cases.map(([, , , final]) => final),
    signals: cases.map(() => []),
  };
  return { labelled, judged };
}

const evaluated = (...all: ReturnType<typeof delivery>[]) =>
  evaluate(
    all.map(({ labelled }) => labelled),
    all.map(({ judged }) => judged),
  );

describe('evaluation', () => {
  it('counts machines that were human at any time, and buttons that they pressed', () => {
    const { totals, failures } = evaluated(
      delivery(1, [
        ['get', 'machine', 'human', 'bot'],
        ['get', 'machine', 'suspect', 'suspect'],
        ['confirm-post', 'machine', 'human', 'human'],
        ['get', 'machine', 'suspect', 'human'],
        ['head', 'machine', 'human', 'human'],
      ]),
    );
    expect(totals.at(-1)).toMatchObject({
      machineClicks: 4,
      machinesFound: 2,
      costlyByMachines: 3,
      consentByMachines: 1,
      probes: 1,
      probesAsHuman: 1,
    });
    expect(failures.map(({ request: index }) => index)).toEqual([0, 2, 3]);
  });

  it('counts people who are held, released or taken for bots', () => {
    const { rows } = evaluated(
      delivery(3, [
        ['get', 'person', 'human', 'human'],
        ['get', 'person', 'suspect', 'human'],
        ['get', 'person', 'suspect', 'suspect'],
        ['get', 'person', 'human', 'bot'],
      ]),
    );
    expect(rows).toMatchObject([
      { family: 'scan', group: '2–4', personClicks: 4, peopleHeld: 2, peopleReleased: 1, peopleAsBots: 1 },
    ]);
  });

  it('keeps cases apart in which nothing tells machines and people apart', () => {
    const hopeless = delivery(1, [['get', 'machine', 'human', 'human']], { indistinguishable: true });
    const { totals, limits, failures } = evaluated(hopeless, delivery(9, [['get', 'machine', 'bot', 'bot']]));
    expect(totals.map(({ group, costlyByMachines: costly }) => [group, costly])).toEqual([
      ['5–30', 0],
      ['all', 0],
    ]);
    expect(limits).toMatchObject([{ costlyByMachines: 1 }]);
    expect(failures).toEqual([]);
  });

  it('prints shares, and a dash where there is nothing to share', () => {
    const table = printTable(evaluated(delivery(1, [['get', 'machine', 'bot', 'bot']])));
    expect(table.split('\n')[2]).toMatch(
      /^\| scan +\| +1 \| +1 \| +1 \| 100\.0 % \| +0 \| +0 \| +0 \| +– \| +– \| +– \|$/,
    );
  });

  it('refuses deliveries that were not judged', () => {
    const { labelled } = delivery(1, [['get', 'machine', 'bot', 'bot']]);
    expect(() => evaluate([labelled], [])).toThrow('was not judged');
  });
});
