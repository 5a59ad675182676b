import { LoadedMergeFacts } from './loaded-merge-facts';
import { MergeTextView } from './merge-chip';
import { useMergeWords } from './merge-facts';

/** A stored text, such as a subject or an address, to read: its merge fields are shown by their names. */
export function MergedText({ text }: { text: string }) {
  return (
    <LoadedMergeFacts of={[text]}>
      <Titled text={text} />
    </LoadedMergeFacts>
  );
}

function Titled({ text }: { text: string }) {
  const words = useMergeWords();
  return (
    <span title={words(text)}>
      <MergeTextView text={text} />
    </span>
  );
}
