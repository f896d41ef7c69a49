import 'reflect-metadata';
import { loadVenueConfig, runProcess } from '#platform';
import { openExchangeParts } from './exchange-parts.js';
import { ExchangeModule } from './exchange.module.js';
import { welcome } from './welcome.js';

await runProcess((environment) => {
  const venue = loadVenueConfig(environment);
  return {
    venue,
    open: (data) => openExchangeParts(venue, data),
    module: (parts) => ExchangeModule.forRoot(parts),
    greeting: (url, { bloc }, data) => welcome(url, venue, bloc, data.fresh),
  };
});
