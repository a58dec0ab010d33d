package bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Passes each request on, as {@code application.yaml} says. */
@SpringBootApplication
public class SpringCloudGateway {

    public static void main(String[] args) {
        SpringApplication.run(SpringCloudGateway.class, args);
    }
}
