import type { NodeDescriptor, RefKind, Text as Words, WorkflowNode } from '@linkflow/contracts';
import { type ConflictSide, sameJson } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { useMergeWords } from '../../shared/merge-text/merge-facts';
import { useLookupNames } from '../../shared/refs';
import { type FormField, formFields } from '../model/form-model';
import { descriptorsOf, portsFor, titleOf, type WorkflowContext } from '../model/nodes';
import { savingTexts } from '../texts/saving';

interface ConflictSideProps {
  side: ConflictSide;
  /** The same node as the other side has it. */
  other: WorkflowNode | null;
  /** The sentence about the node on this side, if it is known. */
  sentence: Words | undefined;
  /** The documents in which the steps of connections are found. */
  documents: readonly WorkflowContext['document'][];
  catalogue: readonly NodeDescriptor[];
}

/** Says what one side of a conflict about a node would do, in short sentences. */
export function ConflictSideText({ side, other, sentence, documents, catalogue }: ConflictSideProps) {
  const t = useTexts(savingTexts);
  const text = useText();
  const { node, changed, connections } = side;
  const nameOf = (id: string): string => {
    const titles = documents.map((document) => titleOf({ document, catalogue }, id, text));
    return titles.find((title) => title !== '') ?? t('side.aStep');
  };
  const portName = (from: { node: string; port: string }): string => {
    const sources = documents.flatMap(({ nodes }) => nodes.filter(({ id }) => id === from.node));
    const ports = sources.flatMap((source) => [...portsFor(catalogue, source)]);
    const port = ports.find(({ id }) => id === from.port);
    return port ? text(port.label) : from.port;
  };
  const isGone = node === null;
  const differs = changed && node && other && !sameJson(node, other);
  return (
    <>
      {isGone && <div>{t('side.removes')}</div>}
      {node && !other && <div>{sentence ? text(sentence) : t('side.keeps')}</div>}
      {differs && <NodeDifferences node={node} other={other} sentence={sentence} catalogue={catalogue} />}
      {!isGone &&
        connections.map(({ from, to }) => (
          <div key={`${from.node} ${from.port}`}>
            {t(to === null ? 'side.cuts' : 'side.connects', {
              from: nameOf(from.node),
              port: portName(from),
              to: to === null ? '' : nameOf(to),
            })}
          </div>
        ))}
      {node && other && !differs && connections.length === 0 && <div>{t('side.keeps')}</div>}
    </>
  );
}

interface DifferencesProps {
  node: WorkflowNode;
  other: WorkflowNode;
  sentence: Words | undefined;
  catalogue: readonly NodeDescriptor[];
}

function NodeDifferences({ node, other, sentence, catalogue }: DifferencesProps) {
  const t = useTexts(savingTexts);
  const text = useText();
  const descriptor = descriptorsOf(catalogue).get(node.type);
  const fields = formFields(descriptor?.params ?? {}).filter(
    ({ name }) => !sameJson(node.params[name], other.params[name]),
  );
  const isHidden = !sameJson(node.params, other.params) && fields.length === 0;
  return (
    <>
      {fields.map((field) => (
        <FieldDifference key={field.name} field={field} value={node.params[field.name]} sentence={sentence} />
      ))}
      {isHidden && sentence && <div>{text(sentence)}</div>}
      {node.label !== other.label && (
        <div>{node.label ? t('side.name', { name: node.label }) : t('side.noName')}</div>
      )}
      {(node.disabled ?? false) !== (other.disabled ?? false) && (
        <div>{t(node.disabled ? 'side.off' : 'side.on')}</div>
      )}
      {!sameJson(node.policy, other.policy) && <div>{t('side.policy')}</div>}
      {!sameJson(node.repeat, other.repeat) && <div>{t('side.repeat')}</div>}
    </>
  );
}

const MAX_SHOWN = 160;
const shortened = (words: string): string =>
  words.length > MAX_SHOWN ? `${words.slice(0, MAX_SHOWN).trimEnd()} …` : words;
/** The text of rich text, without its tags. */
const plain = (html: string): string =>
  new DOMParser().parseFromString(html, 'text/html').body.textContent.trim();

interface FieldDifferenceProps {
  field: FormField;
  value: unknown;
  sentence: Words | undefined;
}

/** The value of a parameter, as far as it is a text, a number or a record. For other ones, the sentence about the step. */
function FieldDifference({ field: { hint }, value, sentence }: FieldDifferenceProps) {
  const t = useTexts(savingTexts);
  const text = useText();
  const words = useMergeWords();
  const label = text(hint.label);
  if (value === undefined || value === null || value === '')
    return <div>{t('side.value', { label, value: t('side.empty') })}</div>;
  if (hint.widget === 'ref' && hint.of && typeof value === 'string')
    return <RefValue label={label} kind={hint.of} id={value} />;
  const option = hint.options?.find((one) => one.value === value);
  const shown = option
    ? text(option.label)
    : typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? shortened(words(hint.widget === 'rich-text' ? plain(value) : value))
        : null;
  if (shown !== null) return <div>{t('side.value', { label, value: shown })}</div>;
  return <div>{sentence ? text(sentence) : t('side.changed', { label })}</div>;
}

function RefValue({ label, kind, id }: { label: string; kind: RefKind; id: string }) {
  const t = useTexts(savingTexts);
  const name = useLookupNames(kind, [id]).data?.find((item) => item.id === id)?.label;
  return <div>{t('side.value', { label, value: name ?? '…' })}</div>;
}
