package io.kafkagrpo.dashboard;

import io.kafkagrpo.dashboard.access.AccessToken;
import io.kafkagrpo.dashboard.index.IndexDatabase;
import io.kafkagrpo.dashboard.index.IndexLoop;
import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.dashboard.query.AlertQueries;
import io.kafkagrpo.dashboard.query.CompletionQueries;
import io.kafkagrpo.dashboard.query.GroupQueries;
import io.kafkagrpo.dashboard.query.LogPlaces;
import io.kafkagrpo.dashboard.query.RunQueries;
import io.kafkagrpo.dashboard.text.TokenTexts;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what the pages are served from. */
@Singleton
class Wiring {

    @Produces
    @Singleton
    DashboardSettings settings() {
        return DashboardSettings.load();
    }

    @Produces
    @Singleton
    AccessToken token(DashboardSettings settings) {
        return settings.token();
    }

    @Produces
    @Singleton
    TokenTexts tokens(DashboardSettings settings) {
        return settings.tokens();
    }

    @Produces
    @Singleton
    IndexState state(DashboardSettings settings) {
        IndexState state = new IndexState();
        state.want(settings.run());
        return state;
    }

    @Produces
    @Singleton
    IndexDatabase database(DashboardSettings settings) {
        return IndexDatabase.create(settings.folder());
    }

    void close(@Disposes IndexDatabase database) {
        database.close();
    }

    @Produces
    @Singleton
    IndexLoop loop(DashboardSettings settings, IndexDatabase database, IndexState state) {
        return new IndexLoop(settings.clients(), database, state);
    }

    @Produces
    @Singleton
    LogPlaces places(DashboardSettings settings) {
        return new LogPlaces(settings.clients());
    }

    void close(@Disposes LogPlaces places) {
        places.close();
    }

    @Produces
    @Singleton
    RunQueries runs(IndexDatabase database) {
        return new RunQueries(database);
    }

    @Produces
    @Singleton
    AlertQueries alerts(IndexDatabase database, RunQueries runs) {
        return new AlertQueries(database, runs);
    }

    @Produces
    @Singleton
    GroupQueries groups(IndexDatabase database) {
        return new GroupQueries(database);
    }

    @Produces
    @Singleton
    CompletionQueries completions(IndexDatabase database) {
        return new CompletionQueries(database);
    }
}
