import { Injectable } from '@nestjs/common';
import type { RunnableScript } from '@linkflow/crm-port';
import type {
  Condition,
  FollowUpKind,
  InterestView,
  MembershipKind,
  PriorityView,
  ProjectView,
  ScriptOutput,
  ScriptParam,
  ScriptView,
  SelectionKind,
  SelectionView,
  TaskTypeView,
} from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { CrmStore, countBy } from '../shared/collection';
import { NamedList, type NamedDoc } from './named-list';

/** Name of the collection of memberships in interests, selections and projects. */
export const MEMBERSHIPS = 'memberships';

interface MemberListOptions<T extends NamedDoc, View> {
  kind: MembershipKind;
  collection: string;
  view(entry: T, members: number): View;
}

/** A list whose entries have contacts as members. */
class MemberList<T extends NamedDoc, View> extends NamedList<T, View> {
  constructor(store: CrmStore, clock: Clock, { kind, collection, view }: MemberListOptions<T, View>) {
    super(store, clock, {
      collection,
      views: async (entries) => {
        const ofEntries = { kind, targetId: { $in: entries.map(({ _id }) => _id) }, active: true };
        const counts = await countBy(store.collection(MEMBERSHIPS), 'targetId', ofEntries);
        return entries.map((entry) => view(entry, counts.get(entry._id) ?? 0));
      },
    });
  }
}

@Injectable()
export class InterestsService extends MemberList<NamedDoc, InterestView> {
  constructor(store: CrmStore, clock: Clock) {
    const view = (entry: NamedDoc, contacts: number) => ({ ...viewOf(entry), contacts });
    super(store, clock, { kind: 'interest', collection: 'interests', view });
  }
}

@Injectable()
export class ProjectsService extends MemberList<NamedDoc, ProjectView> {
  constructor(store: CrmStore, clock: Clock) {
    const view = (entry: NamedDoc, members: number) => ({ ...viewOf(entry), members });
    super(store, clock, { kind: 'project', collection: 'projects', view });
  }
}

/** Only static selections have documents in `memberships`. The kind of a selection never changes. */
export interface SelectionDoc extends NamedDoc {
  kind: SelectionKind;
  /** Which contacts a dynamic selection contains. A contact is one of them as long as it meets the condition. */
  criteria?: Condition | null;
}

@Injectable()
export class SelectionsService extends MemberList<SelectionDoc, SelectionView> {
  constructor(store: CrmStore, clock: Clock) {
    const view = (entry: SelectionDoc, members: number) => ({
      ...viewOf(entry),
      kind: entry.kind,
      criteria: entry.criteria ?? null,
      members,
    });
    super(store, clock, { kind: 'selection', collection: 'selections', view });
  }
}

export interface ScriptDoc extends NamedDoc {
  description: string;
  source: string;
  outputs: ScriptOutput[];
  params: ScriptParam[];
}

@Injectable()
export class ScriptsService extends NamedList<ScriptDoc, ScriptView> {
  constructor(store: CrmStore, clock: Clock) {
    super(store, clock, {
      collection: 'scripts',
      views: (entries) =>
        entries.map((entry) => ({
          ...viewOf(entry),
          description: entry.description,
          source: entry.source,
          outputs: entry.outputs,
          params: entry.params,
          updatedAt: entry.updatedAt.toISOString(),
        })),
    });
  }

  /** A script for the step that runs it; null if the script does not exist or is deleted. The read is batched. */
  async sourceOf(scriptId: string): Promise<RunnableScript | null> {
    const script = await this.read(scriptId);
    if (!script || script.deletedAt) return null;
    const { name, source, outputs, params } = script;
    return { name, source, outputs, params };
  }
}

export interface PriorityDoc extends NamedDoc {
  /** 1 is the least urgent. */
  rank: number;
  isDefault: boolean;
}

@Injectable()
export class PrioritiesService extends NamedList<PriorityDoc, PriorityView> {
  constructor(store: CrmStore, clock: Clock) {
    super(store, clock, { collection: 'priorities', views: (entries) => entries.map(priorityView) });
  }

  /** All priorities, from the least urgent to the most urgent. */
  async all(): Promise<PriorityView[]> {
    return (await this.findMany({ deletedAt: null }, { rank: 1 })).map(priorityView);
  }
}

export interface TaskTypeDoc extends NamedDoc {
  kind: FollowUpKind;
}

@Injectable()
export class TaskTypesService extends NamedList<TaskTypeDoc, TaskTypeView> {
  constructor(store: CrmStore, clock: Clock) {
    super(store, clock, { collection: 'task_types', views: (entries) => entries.map(taskTypeView) });
  }

  async all(): Promise<TaskTypeView[]> {
    return (await this.findMany({ deletedAt: null }, { kind: -1, sortName: 1 })).map(taskTypeView);
  }
}

const viewOf = ({ _id: id, name, deletedAt }: NamedDoc) => ({ id, name, deleted: deletedAt !== null });
const priorityView = ({ _id: id, name, rank, isDefault }: PriorityDoc): PriorityView => ({
  id,
  name,
  rank,
  isDefault,
});
const taskTypeView = ({ _id: id, name, kind }: TaskTypeDoc): TaskTypeView => ({ id, name, kind });
