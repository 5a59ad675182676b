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
import { contentOf, type TemplateStep } from './template-contents';

/** A new form: its questions and its workflow. */
export interface NewForm {
  content: FormContent;
  workflow: Pick<DraftDoc, 'document' | 'layout'>;
}

interface TemplateOptions extends Pick<CreateForm, 'name' | 'typeId' | 'selectionId'> {
  language: Language;
  /** The user who makes the form. Follow-ups of the template are theirs until somebody else is chosen. */
  by: Author;
}

const COLUMN = { x: 0, top: 0, step: 140 };

/** Forms to begin with, each with its workflow. */
@Injectable()
export class FormTemplates {
  constructor(private readonly lookups: CrmLookups) {}

  async make(template: CreateForm['template'], options: TemplateOptions): Promise<NewForm> {
    const { content, then } = contentOf(template, options);
    return {
      content,
      workflow: then ? workflowOf(await this.chain(then, options)) : emptyDraft(EMPTY_FORM_WORKFLOW),
    };
  }

  /** The nodes of the workflow after its trigger, each the next of the one before. */
  private async chain(then: TemplateStep, { by, selectionId }: TemplateOptions): Promise<WorkflowNode[]> {
    if (then.kind === 'selection')
      return [{ id: 'readers', type: 'add-to-selection', params: selectionId ? { selectionId } : {} }];
    const { text, when } = then;
    const [type] = await this.lookups.find('task-type', { type: 'to-do', limit: 1 });
    const task = followUp(text, { taskTypeId: type?.id, by });
    return when ? [{ id: 'asks', type: 'condition', params: { condition: when } }, task] : [task];
  }
}

const followUp = (
  text: string,
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

/** A workflow of these nodes. Only a condition can be before another node. */
function workflowOf(chain: readonly WorkflowNode[]): NewForm['workflow'] {
  const nodes = [...EMPTY_FORM_WORKFLOW.nodes, ...chain];
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
