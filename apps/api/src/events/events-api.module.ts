import { Module } from '@nestjs/common';
import { EventHub } from './event-hub';
import { EventsController } from './events.controller';

@Module({ providers: [EventHub], controllers: [EventsController] })
export class EventsApiModule {}
