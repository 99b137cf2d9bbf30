package io.kafkagrpo.dashboard.page;

import io.kafkagrpo.dashboard.access.AccessToken;
import io.kafkagrpo.dashboard.access.Gate;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/** Where a browser gives the token and gets a cookie for it. */
@Path("/login")
@Singleton
@Blocking
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public class LoginPage {
    private final Template login;
    private final AccessToken token;

    LoginPage(Template login, AccessToken token) {
        this.login = login;
        this.token = token;
    }

    @GET
    public String show() {
        return login.data("wrong", false).render();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response enter(@FormParam("token") @DefaultValue("") String tried, @Context UriInfo address) {
        if (!token.matches(tried.strip())) {
            return Response.status(Response.Status.FORBIDDEN)
                    .entity(login.data("wrong", true).render())
                    .build();
        }
        NewCookie cookie = new NewCookie.Builder(Gate.COOKIE)
                .value(token.cookie())
                .path("/")
                .httpOnly(true)
                .secure(address.getRequestUri().getScheme().equals("https"))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
        return Response.seeOther(URI.create("/")).cookie(cookie).build();
    }
}
