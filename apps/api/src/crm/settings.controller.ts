import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateField,
  FieldQuery,
  Id,
  UpdateUser,
  type FieldDefinition,
  type PriorityView,
  type TaskTypeView,
  type UserView,
} from '@linkflow/contracts';
import { FieldsService, PrioritiesService, TaskTypesService, UsersService } from '@linkflow/crm';
import { Roles } from '../session';

/** What an administrator prepares and everybody chooses from. */
@ApiTags('crm')
@Controller('api')
export class SettingsController {
  constructor(
    private readonly fieldDefinitions: FieldsService,
    private readonly priorityList: PrioritiesService,
    private readonly taskTypeList: TaskTypesService,
    private readonly userList: UsersService,
  ) {}

  @Get('fields')
  async fields(@Query({ schema: FieldQuery }) query: FieldQuery): Promise<FieldDefinition[]> {
    return this.fieldDefinitions.list(query.entity);
  }

  @Post('fields')
  @Roles('admin')
  async createField(@Body({ schema: CreateField }) body: CreateField): Promise<FieldDefinition> {
    return this.fieldDefinitions.create(body);
  }

  @Get('priorities')
  async priorities(): Promise<PriorityView[]> {
    return this.priorityList.all();
  }

  @Get('task-types')
  async taskTypes(): Promise<TaskTypeView[]> {
    return this.taskTypeList.all();
  }

  @Get('users')
  async users(): Promise<UserView[]> {
    return this.userList.list();
  }

  /** Retires a user, or takes one back. */
  @Patch('users/:id')
  @Roles('admin')
  async updateUser(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateUser }) body: UpdateUser,
  ): Promise<UserView> {
    return this.userList.setActive(id, body.active);
  }
}
