import type { ScriptSignature, WorkflowDocument, WorkflowNode, WorkflowProblem } from '@linkflow/contracts';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import {
  checkDocument,
  FINAL_ANSWERS,
  readTabs,
  TYPES_OF_TAB,
  withStep,
  writeTabs,
  type LinkTabs,
} from '@linkflow/workflow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from './registry';

const CATALOGUE = catalogue(new RecordingCrm());
const EMPTY: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [{ id: 'click', type: 'click', params: {} }],
  edges: [],
};
const TYPES = Object.values(TYPES_OF_TAB).flat();

let lastId = 0;
const written = (tabs: LinkTabs): WorkflowDocument =>
  writeTabs(EMPTY, tabs, { catalogue: CATALOGUE, newId: () => `e${++lastId}` });
/** What the script of the examples declares. */
const SCRIPTS = new Map<string, ScriptSignature>([
  [
    '66b0000000000000000000f1',
    {
      outputs: [],
      params: [
        { name: 'greeting', label: 'Greeting', type: 'text', required: true, default: null },
        { name: 'points', label: 'Points', type: 'number', required: false, default: 5 },
      ],
    },
  ],
]);
const check = (document: WorkflowDocument): WorkflowProblem[] =>
  checkDocument(document, 'https://example.com/', { catalogue: CATALOGUE, facts: [], scripts: SCRIPTS });
const errorsOf = (document: WorkflowDocument) =>
  check(document).filter(({ severity }) => severity === 'error');

/** What the canvas says of a node that is alone in its lane. */
function alone(node: WorkflowNode): WorkflowProblem[] {
  const isAnswer = TYPES_OF_TAB.response.includes(node.type) || node.type === 'return-script';
  const from = { node: 'click', port: isAnswer ? 'respond' : 'then' };
  return errorsOf({ ...EMPTY, nodes: [...EMPTY.nodes, node], edges: [{ id: 'e', from, to: node.id }] });
}

/** Any state of the tabs: which are on, and what is filled in: everything, what a new step has, some of it, or nonsense. */
const someTabs = fc.shuffledSubarray(TYPES).chain((types) =>
  fc
    .tuple(
      ...types.map((type) => {
        const { example, defaults } = CATALOGUE.find((each) => each.type === type)!;
        const names = Object.keys(example);
        return fc
          .oneof(
            fc.constant(example),
            fc.constant(defaults),
            fc.subarray(names).map((kept) => Object.fromEntries(kept.map((name) => [name, example[name]]))),
            fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 1 })),
          )
          .map((params): WorkflowNode => ({ id: type, type, params }));
      }),
    )
    .map((nodes) => nodes.reduce<LinkTabs>(withStep, { answer: [], steps: [] })),
);

describe('the tabs of a link', () => {
  it('cover the node types of the catalogue that they name', () => {
    const known = CATALOGUE.map(({ type }) => type);
    expect(TYPES.filter((type) => !known.includes(type))).toEqual([]);
    const answers = CATALOGUE.filter(({ lane, ports }) => lane === 'respond' && ports.fixed.length === 0);
    expect(answers.map(({ type }) => type).sort()).toEqual([...FINAL_ANSWERS].sort());
  });

  it('make a document that has no errors if everything is filled in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(TYPES), (types) => {
        const tabs = types
          .map((type): WorkflowNode => {
            const { example } = CATALOGUE.find((each) => each.type === type)!;
            return { id: type, type, params: example };
          })
          .reduce<LinkTabs>(withStep, { answer: [], steps: [] });
        expect(errorsOf(written(tabs))).toEqual([]);
      }),
    );
  });

  it('keep the values of scripts, and refuse what the script does not declare', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
    const values = fc.dictionary(fc.constantFrom('greeting', 'points', 'gone'), value);
    fc.assert(
      fc.property(fc.constantFrom('run-script', 'return-script'), values, (type, given) => {
        const { example } = CATALOGUE.find((each) => each.type === type)!;
        const node: WorkflowNode = { id: type, type, params: { ...example, values: given } };
        const document = written(withStep({ answer: [], steps: [] }, node));
        const { greeting, points = null } = given;
        const isFine =
          typeof greeting === 'string' &&
          greeting.trim() !== '' &&
          (points === null ||
            (typeof points === 'string' && points.trim() === '') ||
            Number.isFinite(points)) &&
          !Object.hasOwn(given, 'gone');
        expect(errorsOf(document).length === 0).toBe(isFine);
        expect(readTabs(document, CATALOGUE)).toEqual({
          ok: true,
          tabs: type === 'run-script' ? { answer: [], steps: [node] } : { answer: [node], steps: [] },
        });
      }),
      { numRuns: 300 },
    );
  });

  it('make a document of which the checks say what the canvas says of each step, and nothing more', () => {
    fc.assert(
      fc.property(someTabs, (tabs) => {
        const document = written(tabs);
        expect(readTabs(document, CATALOGUE)).toEqual({ ok: true, tabs });
        const steps = [...tabs.answer, ...tabs.steps];
        expect(errorsOf(document)).toEqual(steps.flatMap(alone));
      }),
      { numRuns: 300 },
    );
  });
});
