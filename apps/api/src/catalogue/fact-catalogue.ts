import { Injectable } from '@nestjs/common';
import type { FactDescriptor } from '@linkflow/contracts';
import { FieldsService, factDescriptors } from '@linkflow/crm';

/** The facts that conditions and texts may ask for, the extra fields of today among them. */
@Injectable()
export class FactCatalogue {
  constructor(private readonly fields: FieldsService) {}

  async list(): Promise<FactDescriptor[]> {
    return factDescriptors(await this.fields.list('contact'));
  }
}
