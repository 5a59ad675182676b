import {
  FORM_FIELDS,
  FORM_TRIGGER,
  labelOfBlock,
  verbatim,
  type FactDescriptor,
  type FactType,
  type FormBlock,
  type FormContent,
} from '@linkflow/contracts';
import { describeFact, type FactLoader } from './define-facts';

/** The type of the fact that an answer is. */
function typeOf(block: FormBlock): FactType | null {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return null;
    case 'number':
      return 'number';
    case 'date':
      return 'date';
    case 'check':
    case 'consent':
      return 'boolean';
    case 'choice':
      return block.display === 'boxes' ? 'list' : 'text';
    default:
      return 'text';
  }
}

/** Answers of a submission, `form.field.<name of the block>`. Each form has its own, so their descriptors are created when requested. */
export const formFieldFacts = {
  matches: (name: string): boolean => name.startsWith(FORM_FIELDS),

  /** Null for a question that was left open. Unknown in a run that no submission has started. */
  load: (async ({ trigger }, sources, name) => {
    if (trigger.type !== FORM_TRIGGER || trigger.id === null) return undefined;
    const answers = await sources.answersOf(trigger.id);
    return answers?.[name.slice(FORM_FIELDS.length)] ?? (answers ? null : undefined);
  }) satisfies FactLoader,

  describe: ({ blocks }: Pick<FormContent, 'blocks'>): FactDescriptor[] =>
    blocks.flatMap((block) => {
      const type = typeOf(block);
      if (type === null) return [];
      const label = verbatim(labelOfBlock(block));
      const options = block.type === 'choice' ? block.options.filter(Boolean) : [];
      return describeFact({
        name: FORM_FIELDS + block.name,
        group: 'form',
        type,
        label,
        ...(options.length > 0 && {
          options: options.map((value) => ({ value, label: verbatim(value) })),
        }),
        load: formFieldFacts.load,
      });
    }),
};
