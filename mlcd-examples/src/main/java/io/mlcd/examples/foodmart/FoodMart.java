package io.mlcd.examples.foodmart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sales of a chain of food stores in 1997 and 1998, as known at some day, and what they tell about each
 * customer at a cut-off. Reads the JSON lines of net.hydromatic:foodmart-data-json from the class path.
 *
 * <p>What is not known yet cannot be asked for: {@link #asOf} gives the sales before a day only, and
 * {@link #features} looks at sales before the cut-off, and past it for the label alone.
 */
public final class FoodMart {

    /** Days before the cut-off that are looked at. Who bought nothing in them is not in the features. */
    public static final int WINDOW = 180;
    /** Days from the cut-off on in which a purchase makes the label "yes". */
    public static final int HORIZON = 60;

    private static final List<String> SALES = List.of("sales_fact_1997", "sales_fact_1998", "sales_fact_dec_1998");

    /** A line on a receipt; the day is days since 1970-01-01. */
    private record Sale(
            int customer, int day, int store, int product, boolean promoted, double sales, double cost, double units) {}

    private record SaleLine(
            int productId,
            int timeId,
            int customerId,
            int promotionId,
            int storeId,
            double storeSales,
            double storeCost,
            double unitSales) {}

    private record Day(int timeId, String theDate) {}

    private record Product(int productId, int productClassId) {}

    private record ProductClass(int productClassId, String productDepartment) {}

    private record Store(
            int storeId, String storeType, @Nullable Double storeSqft) {}

    private record Customer(
            int customerId,
            LocalDate birthdate,
            LocalDate opened,
            String memberCard,
            String occupation,
            String education,
            String yearlyIncome,
            String maritalStatus,
            String gender,
            String houseowner,
            String country,
            String stateProvince,
            String city,
            int totalChildren,
            int numChildrenAtHome,
            int numCarsOwned) {}

    /** A customer as in the file, with the dates as text. */
    private record CustomerLine(
            int customerId,
            String birthdate,
            String dateAccntOpened,
            String memberCard,
            String occupation,
            String education,
            String yearlyIncome,
            String maritalStatus,
            String gender,
            String houseowner,
            String country,
            String stateProvince,
            String city,
            int totalChildren,
            int numChildrenAtHome,
            int numCarsOwned) {
        Customer parsed() {
            return new Customer(
                    customerId,
                    LocalDate.parse(birthdate),
                    LocalDate.parse(dateAccntOpened),
                    memberCard,
                    occupation,
                    education,
                    yearlyIncome,
                    maritalStatus,
                    gender,
                    houseowner,
                    country,
                    stateProvince,
                    city,
                    totalChildren,
                    numChildrenAtHome,
                    numCarsOwned);
        }
    }

    private final List<Customer> customers;
    private final Map<Integer, Sale[]> sales;
    private final Map<Integer, Store> stores;
    private final int[] departmentOf;
    private final String[] departments;
    private final LocalDate start;
    private final LocalDate end;

    private FoodMart(
            List<Customer> customers,
            Map<Integer, Sale[]> sales,
            Map<Integer, Store> stores,
            int[] departmentOf,
            String[] departments,
            LocalDate start,
            LocalDate end) {
        this.customers = customers;
        this.sales = sales;
        this.stores = stores;
        this.departmentOf = departmentOf;
        this.departments = departments;
        this.start = start;
        this.end = end;
    }

    /** Everything there is; takes about a second. */
    public static FoodMart load() {
        var mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();

        var reading = SALES.stream()
                .map(name -> CompletableFuture.supplyAsync(() -> read(mapper, name, SaleLine.class)))
                .toList();

        var dates = new HashMap<Integer, LocalDate>();
        for (var day : read(mapper, "time_by_day", Day.class)) {
            dates.put(day.timeId(), LocalDate.parse(day.theDate().substring(0, 10)));
        }
        var customers = read(mapper, "customer", CustomerLine.class).stream()
                .map(CustomerLine::parsed)
                .sorted(Comparator.comparingInt(Customer::customerId))
                .toList();
        var stores = new HashMap<Integer, Store>();
        read(mapper, "store", Store.class).forEach(store -> stores.put(store.storeId(), store));

        var departmentOfClass = new HashMap<Integer, String>();
        read(mapper, "product_class", ProductClass.class)
                .forEach(kind -> departmentOfClass.put(kind.productClassId(), kind.productDepartment()));
        String[] departments =
                departmentOfClass.values().stream().distinct().sorted().toArray(String[]::new);
        var products = read(mapper, "product", Product.class);
        int[] departmentOf =
                new int[products.stream().mapToInt(Product::productId).max().orElse(0) + 1];
        for (var product : products) {
            departmentOf[product.productId()] =
                    Arrays.binarySearch(departments, departmentOfClass.getOrDefault(product.productClassId(), ""));
        }

        var byCustomer = new HashMap<Integer, List<Sale>>();
        for (var part : reading) {
            for (var line : part.join()) {
                int day = Math.toIntExact(
                        dates.getOrDefault(line.timeId(), LocalDate.MIN).toEpochDay());
                byCustomer
                        .computeIfAbsent(line.customerId(), id -> new ArrayList<>())
                        .add(new Sale(
                                line.customerId(),
                                day,
                                line.storeId(),
                                line.productId(),
                                line.promotionId() != 0,
                                line.storeSales(),
                                line.storeCost(),
                                line.unitSales()));
            }
        }
        var sales = new HashMap<Integer, Sale[]>();
        byCustomer.forEach((customer, list) -> {
            Sale[] sorted = list.toArray(Sale[]::new);
            Arrays.sort(sorted, Comparator.comparingInt(Sale::day));
            sales.put(customer, sorted);
        });

        var span = dates.values();
        LocalDate first = span.stream().min(Comparator.naturalOrder()).orElseThrow();
        LocalDate last = span.stream().max(Comparator.naturalOrder()).orElseThrow();
        return new FoodMart(customers, sales, stores, departmentOf, departments, first, last.plusDays(1));
    }

    private static <T> List<T> read(ObjectMapper mapper, String name, Class<T> type) {
        try (InputStream in = FoodMart.class.getResourceAsStream("/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException(name + ".json is not on the class path");
            }
            try (MappingIterator<T> lines = mapper.readerFor(type).readValues(in)) {
                return lines.readAll();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + ".json", e);
        }
    }

    /** What was known on the morning of a day: the sales before it. */
    public FoodMart asOf(LocalDate day) {
        LocalDate known = day.isBefore(end) ? day : end;
        int bound = (int) known.toEpochDay();
        var kept = new HashMap<Integer, Sale[]>();
        sales.forEach((customer, all) -> {
            int count = from(all, bound);
            if (count > 0) {
                kept.put(customer, Arrays.copyOf(all, count));
            }
        });
        return new FoodMart(customers, kept, stores, departmentOf, departments, start, known);
    }

    /** The first day with sales. */
    public LocalDate start() {
        return start;
    }

    /** The first day that is not known. */
    public LocalDate end() {
        return end;
    }

    /** Whether the label of a cut-off is known: all days of its horizon are over. */
    public boolean labelled(LocalDate cutoff) {
        return !cutoff.plusDays(HORIZON).isAfter(end);
    }

    /** Number of sales lines known. */
    public int size() {
        return sales.values().stream().mapToInt(of -> of.length).sum();
    }

    /** One row for each customer with a purchase in the {@link #WINDOW} days before the cut-off, by id. */
    public List<CustomerMonth> features(LocalDate cutoff) {
        if (cutoff.isAfter(end)) {
            throw new IllegalArgumentException("sales are known before " + end + " only, not before " + cutoff);
        }
        boolean labelled = labelled(cutoff);
        var rows = new ArrayList<CustomerMonth>();
        for (var customer : customers) {
            Sale[] all = sales.get(customer.customerId());
            if (all != null) {
                var row = row(customer, all, cutoff, labelled);
                if (row != null) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private @Nullable CustomerMonth row(Customer customer, Sale[] all, LocalDate cutoff, boolean labelled) {
        int now = (int) cutoff.toEpochDay();
        int first = from(all, now - WINDOW);
        int past = from(all, now);
        if (first == past) {
            return null;
        }

        double visits30 = 0;
        double visits60 = 0;
        double visits90 = 0;
        double visits180 = 0;
        double lines30 = 0;
        double lines90 = 0;
        double spend30 = 0;
        double spend90 = 0;
        double spend180 = 0;
        double cost = 0;
        double units = 0;
        double promoted = 0;
        double gaps = 0;
        double squares = 0;
        var products = new BitSet();
        var shops = new BitSet();
        var spendOf = new double[departments.length];
        int day = -1;
        for (int i = first; i < past; i++) {
            Sale sale = all[i];
            int ago = now - sale.day();
            if (sale.day() != day) {
                if (day >= 0) {
                    double gap = sale.day() - day;
                    gaps += gap;
                    squares += gap * gap;
                }
                day = sale.day();
                visits180++;
                visits90 += ago <= 90 ? 1 : 0;
                visits60 += ago <= 60 ? 1 : 0;
                visits30 += ago <= 30 ? 1 : 0;
            }
            if (ago <= 90) {
                lines90++;
                spend90 += sale.sales();
            }
            if (ago <= 30) {
                lines30++;
                spend30 += sale.sales();
            }
            spend180 += sale.sales();
            cost += sale.cost();
            units += sale.units();
            promoted += sale.promoted() ? 1 : 0;
            products.set(sale.product());
            shops.set(sale.store());
            spendOf[departmentOf[sale.product()]] += sale.sales();
        }

        int top = 0;
        int distinct = 0;
        for (int i = 0; i < spendOf.length; i++) {
            distinct += spendOf[i] > 0 ? 1 : 0;
            top = spendOf[i] > spendOf[top] ? i : top;
        }
        double lines = past - first;
        double recency = now - day;
        double gapCount = visits180 - 1;
        double gapMean = gapCount < 1 ? Double.NaN : gaps / gapCount;
        double gapDeviation =
                gapCount < 2 ? Double.NaN : Math.sqrt(Math.max(0, (squares - gaps * gapMean) / (gapCount - 1)));
        double overdue = gapCount < 2 ? Double.NaN : recency / gapMean;
        Store store = stores.get(all[past - 1].store());
        if (store == null) {
            throw new IllegalStateException(
                    "a sale names store " + all[past - 1].store() + ", which is not in store.json");
        }

        String label = !labelled ? null : past < from(all, now + HORIZON) ? "yes" : "no";
        return new CustomerMonth(
                cutoff,
                customer.customerId(),
                recency,
                now - all[first].day(),
                visits30,
                visits60,
                visits90,
                visits180,
                lines30,
                lines90,
                lines,
                spend30,
                spend90,
                spend180,
                spend180 / visits180,
                units / lines,
                (spend180 - cost) / spend180,
                products.cardinality(),
                distinct,
                shops.cardinality(),
                promoted / lines,
                gapMean,
                gapDeviation,
                overdue,
                years(customer.birthdate(), now),
                years(customer.opened(), now),
                customer.totalChildren(),
                customer.numChildrenAtHome(),
                customer.numCarsOwned(),
                store.storeSqft() == null ? Double.NaN : store.storeSqft(),
                customer.memberCard(),
                customer.occupation(),
                customer.education(),
                customer.yearlyIncome(),
                customer.maritalStatus(),
                customer.gender(),
                customer.houseowner(),
                customer.country(),
                customer.stateProvince(),
                customer.city(),
                store.storeType(),
                departments[top],
                label);
    }

    private static double years(LocalDate since, int now) {
        return Math.floor((now - since.toEpochDay()) / 36.525) / 10;
    }

    /** Index of the first sale on or after a day. */
    private static int from(Sale[] sorted, int day) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle].day() < day) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
