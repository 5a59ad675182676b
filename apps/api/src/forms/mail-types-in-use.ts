import { Injectable } from '@nestjs/common';
import { FormMailTypes } from '@linkflow/forms';
import { SubscriptionTypes } from '@linkflow/mailings';

/** The subscription types to which people can consent in a form. */
@Injectable()
export class MailTypesInUse extends FormMailTypes {
  constructor(private readonly types: SubscriptionTypes) {
    super();
  }

  async inUse(): Promise<string[]> {
    const types = await this.types.all();
    return types.filter(({ retiredAt }) => retiredAt === null).map(({ _id }) => _id);
  }
}
