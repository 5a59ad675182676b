import { Injectable } from '@nestjs/common';
import type {
  FollowUpKind,
  InterestView,
  PriorityView,
  ProjectView,
  ScriptView,
  SelectionKind,
  SelectionView,
  TaskTypeView,
} from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { MembershipsRepository } from '../cards/memberships.repository';
import { CrmStore } from '../shared/collection';
import { NamedList, type NamedDoc } from './named-list';

@Injectable()
export class InterestsService extends NamedList<NamedDoc, InterestView> {
  constructor(store: CrmStore, clock: Clock, memberships: MembershipsRepository) {
    super(store, clock, {
      collection: 'interests',
      views: async (entries) => {
        const counts = await memberships.counts('interest', entries);
        return entries.map((entry) => ({ ...viewOf(entry), contacts: counts.get(entry._id) ?? 0 }));
      },
    });
  }
}

@Injectable()
export class ProjectsService extends NamedList<NamedDoc, ProjectView> {
  constructor(store: CrmStore, clock: Clock, memberships: MembershipsRepository) {
    super(store, clock, {
      collection: 'projects',
      views: async (entries) => {
        const counts = await memberships.counts('project', entries);
        return entries.map((entry) => ({ ...viewOf(entry), members: counts.get(entry._id) ?? 0 }));
      },
    });
  }
}

/** Only static selections have members in `memberships`. The kind never changes. */
export interface SelectionDoc extends NamedDoc {
  kind: SelectionKind;
}

@Injectable()
export class SelectionsService extends NamedList<SelectionDoc, SelectionView> {
  constructor(store: CrmStore, clock: Clock, memberships: MembershipsRepository) {
    super(store, clock, {
      collection: 'selections',
      views: async (entries) => {
        const counts = await memberships.counts('selection', entries);
        return entries.map((entry) => ({
          ...viewOf(entry),
          kind: entry.kind,
          members: counts.get(entry._id) ?? 0,
        }));
      },
    });
  }
}

export interface ScriptDoc extends NamedDoc {
  description: string;
  source: string;
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
          updatedAt: entry.updatedAt.toISOString(),
        })),
    });
  }

  /** The source of a script for a step that runs it; null when the script was deleted. Batched. */
  async sourceOf(scriptId: string): Promise<{ name: string; source: string } | null> {
    const script = await this.read(scriptId);
    return script && !script.deletedAt ? { name: script.name, source: script.source } : null;
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

  /** From the least urgent to the most. */
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
