"""Two homes as values, English and French, to read requests in."""

from custom_components.jarvis_local.home.index import Device, Home, Place
from homeassistant.core import State

_STATES = {"media_player": "idle", "lock": "locked", "vacuum": "docked", "cover": "closed"}


def make(floors: str, areas: str, devices: str) -> Home:
    """Make a home of lines: `id; names`, `id; names; floor` and `entity id; names; area; class`."""
    made_floors = {id_: Place(id=id_, names=_names(names)) for id_, names in _rows(floors)}
    made_areas = {
        id_: Place(id=id_, names=_names(names), floor_id=floor or None)
        for id_, names, floor in _rows(areas)
    }
    made_devices = {
        id_: Device(
            entity_id=id_,
            domain=id_.partition(".")[0],
            names=_names(names),
            area_id=area or None,
            floor_id=made_areas[area].floor_id if area else None,
            device_class=more[0] if more else None,
        )
        for id_, names, area, *more in _rows(devices)
    }
    return Home(devices=made_devices, areas=made_areas, floors=made_floors)


def _rows(text: str) -> list[list[str]]:
    """Return the cells of each line."""
    return [[cell.strip() for cell in row.split(";")] for row in text.strip().splitlines()]


def _names(text: str) -> tuple[str, ...]:
    """Return a name and its aliases."""
    return tuple(name.strip() for name in text.split("/"))


def states(home: Home, **known: str) -> dict[str, State]:
    """Return states; those given by entity id with `__` for the dot are not the usual ones."""
    usual = {id_: _STATES.get(device.domain, "off") for id_, device in home.devices.items()}
    usual |= {name.replace("__", "."): state for name, state in known.items()}
    return {id_: State(id_, state) for id_, state in usual.items()}


ENGLISH = make(
    """
    ground; Ground floor
    first; First floor / Upstairs
    """,
    """
    kitchen; Kitchen; ground
    lounge; Living room / Lounge; ground
    hall; Hall; ground
    bedroom; Bedroom; first
    nursery; Children's room / Nursery; first
    bath; Bathroom; first
    garden; Garden;
    garage; Garage;
    """,
    """
    light.kitchen_ceiling; Kitchen ceiling light; kitchen
    light.worktop; Worktop; kitchen
    light.lounge_ceiling; Ceiling light; lounge
    light.reading_lamp; Reading lamp / Sofa lamp; lounge
    light.hall; Hall light; hall
    light.bedroom; Bedroom light; bedroom
    light.night; Night light; nursery
    light.terrace; Fairy lights; garden
    switch.kettle; Kettle; kitchen; outlet
    switch.heater; Fan heater; bath; outlet
    fan.bedroom; Ceiling fan; bedroom
    cover.lounge_left; Left blind; lounge; blind
    cover.lounge_right; Right blind; lounge; blind
    cover.bedroom; Bedroom curtains; bedroom; curtain
    cover.garage; Garage door; garage; garage
    climate.lounge; Lounge thermostat; lounge
    climate.bedroom; Bedroom radiator; bedroom
    media_player.kitchen; Kitchen speaker; kitchen; speaker
    media_player.tv; Television; lounge; tv
    lock.front; Front door; hall
    lock.back; Back door; kitchen
    vacuum.rosie; Rosie; hall
    lawn_mower.shaun; Shaun; garden
    valve.sprinkler; Lawn sprinkler; garden; water
    todo.groceries; Groceries / Shopping list;
    todo.chores; Chores;
    scene.film; Film night; lounge
    sensor.bedroom_temperature; Bedroom temperature; bedroom; temperature
    sensor.lounge_humidity; Living room humidity; lounge; humidity
    binary_sensor.hall_motion; Hall motion; hall; motion
    binary_sensor.bath_window; Bathroom window; bath; window
    sensor.front_battery; Front door battery; hall; battery
    """,
)

FRENCH = make(
    """
    rdc; Rez-de-chaussée
    etage; Étage / Premier étage
    """,
    """
    cuisine; Cuisine; rdc
    salon; Salon / Séjour; rdc
    entree; Entrée; rdc
    chambre; Chambre; etage
    enfants; Chambre des enfants; etage
    bain; Salle de bain; etage
    jardin; Jardin;
    garage; Garage;
    """,
    """
    light.cuisine; Plafonnier de la cuisine; cuisine
    light.plan; Plan de travail; cuisine
    light.salon; Plafonnier du salon; salon
    light.lecture; Lampe de lecture / Liseuse; salon
    light.entree; Lumière de l'entrée; entree
    light.chambre; Lampe de chevet; chambre
    light.enfants; Veilleuse; enfants
    light.jardin; Guirlande; jardin
    switch.bouilloire; Bouilloire; cuisine; outlet
    switch.seche; Sèche-serviettes; bain; outlet
    fan.chambre; Ventilateur; chambre
    cover.salon_gauche; Volet gauche; salon; shutter
    cover.salon_droit; Volet droit; salon; shutter
    cover.chambre; Rideaux de la chambre; chambre; curtain
    cover.garage; Porte du garage; garage; garage
    climate.salon; Thermostat du salon; salon
    climate.chambre; Radiateur; chambre
    media_player.cuisine; Enceinte cuisine; cuisine; speaker
    media_player.tele; Télé; salon; tv
    lock.entree; Porte d'entrée; entree
    lock.jardin; Porte du jardin; cuisine
    vacuum.dobby; Dobby; entree
    lawn_mower.tondeuse; Tondeuse; jardin
    valve.arrosage; Arrosage du potager; jardin; water
    todo.courses; Courses / Liste de courses;
    todo.taches; Tâches ménagères;
    scene.film; Soirée film; salon
    sensor.chambre_temperature; Température de la chambre; chambre; temperature
    sensor.salon_humidite; Humidité du salon; salon; humidity
    binary_sensor.mouvement; Mouvement entrée; entree; motion
    binary_sensor.fenetre; Fenêtre de la salle de bain; bain; window
    sensor.pile; Pile de la porte d'entrée; entree; battery
    """,
)
