import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { CrmModule } from '@linkflow/crm';
import { Admission } from './admission';
import { SessionSettings } from './session.config';
import { SessionController } from './session.controller';
import { SessionGuard } from './session.guard';
import { ATTEMPTS_MODEL, SESSION_MODEL, attemptsSchema, sessionSchema } from './session.schema';
import { SessionsService } from './sessions.service';
import { SignInThrottle } from './sign-in-throttle';

/** Puts the guard before every controller of the app, whichever module it is in. */
@Module({
  imports: [
    CrmModule,
    MongooseModule.forFeature([
      { name: SESSION_MODEL, schema: sessionSchema },
      { name: ATTEMPTS_MODEL, schema: attemptsSchema },
    ]),
  ],
  controllers: [SessionController],
  providers: [
    SessionSettings,
    SignInThrottle,
    SessionsService,
    Admission,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
})
export class SessionModule {}
