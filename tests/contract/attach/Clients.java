// Lists customer profiles by the two clients that Java brings; neither is told of a sandbox.
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

class Clients {
    static final URI ADDRESS = URI.create("https://trusthub.twilio.com/v1/CustomerProfiles");

    public static void main(String[] arguments) throws Exception {
        String pair = System.getenv("TWILIO_ACCOUNT_SID") + ":" + System.getenv("TWILIO_AUTH_TOKEN");
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes());
        HttpRequest request = HttpRequest.newBuilder(ADDRESS).header("Authorization", basic).build();
        System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
        HttpURLConnection connection = (HttpURLConnection) ADDRESS.toURL().openConnection();
        connection.setRequestProperty("Authorization", basic);
        System.out.println(new String(connection.getInputStream().readAllBytes()));
    }
}
