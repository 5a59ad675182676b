import { Controller } from '@nestjs/common';
import {
  ROUTES,
  type FieldDefinition,
  type LookupItem,
  type PriorityView,
  type TaskTypeView,
  type UserView,
} from '@linkflow/contracts';
import { FieldsService, PrioritiesService, TaskTypesService, UsersService } from '@linkflow/crm';
import { EntityLookups } from '../catalogue/entity-names';
import { Route, type Input } from '../http/route';

const { settings, catalogue } = ROUTES;

/** Fields, priorities, task types and users, which admins maintain, and the lookups that pickers use. */
@Controller()
export class SettingsController {
  constructor(
    private readonly fieldDefinitions: FieldsService,
    private readonly priorityList: PrioritiesService,
    private readonly taskTypeList: TaskTypesService,
    private readonly userList: UsersService,
    private readonly lookups: EntityLookups,
  ) {}

  @Route(settings.fields)
  fields({ query }: Input<typeof settings.fields>): Promise<FieldDefinition[]> {
    return this.fieldDefinitions.list(query.entity);
  }

  @Route(settings.createField)
  createField({ body }: Input<typeof settings.createField>): Promise<FieldDefinition> {
    return this.fieldDefinitions.create(body);
  }

  @Route(settings.priorities)
  priorities(): Promise<PriorityView[]> {
    return this.priorityList.all();
  }

  @Route(settings.taskTypes)
  taskTypes(): Promise<TaskTypeView[]> {
    return this.taskTypeList.all();
  }

  @Route(settings.users)
  users(): Promise<UserView[]> {
    return this.userList.list();
  }

  @Route(settings.updateUser)
  updateUser({ params, body }: Input<typeof settings.updateUser>): Promise<UserView> {
    return this.userList.setActive(params.id, body.active);
  }

  @Route(catalogue.lookup)
  find({ params, query }: Input<typeof catalogue.lookup>): Promise<LookupItem[]> {
    return this.lookups.find(params.kind, query);
  }
}
