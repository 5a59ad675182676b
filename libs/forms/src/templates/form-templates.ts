import { Injectable } from '@nestjs/common';
import {
  EMPTY_FORM_WORKFLOW,
  FormContent,
  TRIGGER,
  THEN_PORT,
  type CreateForm,
  type Language,
  type WorkflowDocument,
  type WorkflowNode,
} from '@linkflow/contracts';
import { CrmLookups } from '@linkflow/crm-port';
import { emptyDraft, type Author, type DraftDoc } from '@linkflow/links';
import { contentOf, type TemplateText } from './template-contents';

/** A new form: its questions and its workflow. */
export interface NewForm {
  content: FormContent;
  workflow: Pick<DraftDoc, 'document' | 'layout'>;
}

interface TemplateOptions {
  name: string;
  language: Language;
  /** The user who makes the form. Follow-ups of the template are theirs until somebody else is chosen. */
  by: Author;
}

const COLUMN = { x: 0, top: 0, step: 140 };

/** Forms to begin with, each with its workflow. */
@Injectable()
export class FormTemplates {
  constructor(private readonly lookups: CrmLookups) {}

  async make(template: CreateForm['template'], { name, language, by }: TemplateOptions): Promise<NewForm> {
    const { content, follow } = contentOf(template, { name, language });
    if (!follow) return { content, workflow: emptyDraft(EMPTY_FORM_WORKFLOW) };
    const [type] = await this.lookups.find('task-type', { type: 'to-do', limit: 1 });
    return { content, workflow: workflowOf(followUp(follow, { taskTypeId: type?.id, by }), follow) };
  }
}

const followUp = (
  { text }: TemplateText,
  { taskTypeId, by }: { taskTypeId: string | undefined; by: Author },
): WorkflowNode => ({
  id: 'follow-up',
  type: 'create-follow-up',
  params: {
    kind: 'to-do',
    ...(taskTypeId !== undefined && { taskTypeId }),
    text,
    projectId: null,
    createdById: by.id,
    assignToOurContact: true,
    defaultRecipientId: null,
    dueInDays: 2,
  },
});

/** The follow-up, for all submissions or for those that a condition finds. */
function workflowOf(task: WorkflowNode, { when }: TemplateText): NewForm['workflow'] {
  const trigger = EMPTY_FORM_WORKFLOW.nodes;
  const condition: WorkflowNode[] = when
    ? [{ id: 'asks', type: 'condition', params: { condition: when } }]
    : [];
  const chain = [...condition, task];
  const nodes = [...trigger, ...chain];
  const edges: WorkflowDocument['edges'] = chain.map(({ id }, index) => ({
    id: `to-${id}`,
    from:
      index === 0
        ? { node: TRIGGER, port: THEN_PORT }
        : { node: chain[index - 1]?.id ?? TRIGGER, port: 'yes' },
    to: id,
  }));
  const positions = Object.fromEntries(
    nodes.map(({ id }, index) => [id, { x: COLUMN.x, y: COLUMN.top + index * COLUMN.step }]),
  );
  return { document: { schemaVersion: 1, nodes, edges }, layout: { positions, notes: [] } };
}
