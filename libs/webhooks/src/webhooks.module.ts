import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { TargetBreaker } from './target-breaker';
import { SecretSchema, WebhookSecrets } from './webhook-secrets';
import { WebhookSender } from './webhook-sender';

@Module({
  imports: [MongooseModule.forFeature([{ name: 'WebhookSecret', schema: SecretSchema }])],
  providers: [WebhookSecrets, TargetBreaker, WebhookSender],
  exports: [WebhookSecrets, WebhookSender],
})
export class WebhooksModule {}
